import { reactive } from 'vue'

export type DrawerTab = 'overview' | 'tasks' | 'runs' | 'permissions' | 'json'

/** How the user likes to look closely: it stays from item to item, until the app is closed. */
export const drawerView = reactive<{ tab: DrawerTab; wide: boolean; tasks: 'graph' | 'list' }>({
  tab: 'overview',
  wide: false,
  tasks: 'graph',
})
