import type {
  AccessControlResponse,
  ObjectPermissions,
} from '@databricks/sdk-experimental/dist/apis/iam/index.js'
import type { Kind, Permission } from '../../shared/catalog.ts'
import type { Call } from './call.ts'
import { plainWords } from './facts.ts'
import type { PermissionsApi } from './gateway.ts'
import { toPathId } from './ids.ts'
import { objects, text } from './read.ts'

const words: Record<Kind, string> = { workflow: 'job', pipeline: 'pipeline' }

/** https://docs.databricks.com/api/workspace/permissions */
export function createPermissionsApi({ call }: { call: Call }): PermissionsApi {
  return {
    async list(kind, id, options = {}) {
      const plan = { thing: `the permissions of the ${words[kind]} ${id}`, safe: true }
      const request = {
        request_object_type: `${words[kind]}s`,
        request_object_id: toPathId(id, words[kind]),
      }
      const answer: ObjectPermissions = await call(plan, options, (sdk, context) =>
        sdk.permissions.get(request, context),
      )
      return objects(answer.access_control_list).flatMap(toPermissions)
    },
  }
}

function toPermissions(entry: AccessControlResponse): Permission[] {
  const named = principalOf(entry)
  if (named === null) return []
  return objects(entry.all_permissions).flatMap(({ permission_level, inherited }) => {
    const level = plainWords(permission_level)
    return level === null ? [] : [{ ...named, level, inherited: inherited === true }]
  })
}

function principalOf(entry: AccessControlResponse): Pick<Permission, 'principal' | 'kind'> | null {
  const user = text(entry.user_name)
  if (user !== null) return { principal: user, kind: 'user' }
  const group = text(entry.group_name)
  if (group !== null) return { principal: group, kind: 'group' }
  const service = text(entry.service_principal_name)
  const name = text(entry.display_name) ?? service
  return name === null ? null : { principal: name, kind: 'service-principal' }
}
