/**
 * Where naive-ui puts its style elements: the head, each with the nonce of the content security policy.
 * css-render (its style engine) has no nonce option; it appends through the "mount target", so the
 * target adds it. https://github.com/07akioni/css-render
 */
export function styleTarget(document: Document): ParentNode {
  const { head } = document
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  const stamp = <Added extends Node>(node: Added): Added => {
    if (node instanceof HTMLStyleElement) node.nonce = nonce
    return node
  }
  return new Proxy(head, {
    get(target, name) {
      if (name === 'insertBefore') {
        return (node: Node, before: Node | null) => target.insertBefore(stamp(node), before)
      }
      if (name === 'appendChild') return (node: Node) => target.appendChild(stamp(node))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
