import type { Hono } from 'hono'
import { ApiError, doesNotExist } from './api-errors.ts'
import { Random } from './random.ts'
import type { World } from './world.ts'

/** Whose permissions the signed-in user may not see. */
const closed: ReadonlySet<string> = new Set(['gdpr_customer_erasure', 'legacy_dlt_inventory'])

/** `GET /api/2.0/permissions/{jobs|pipelines}/{id}`. */
export function addPermissionsApi(app: Hono, world: World): void {
  app.get('/api/2.0/permissions/jobs/:id', (context) => {
    const id = context.req.param('id')
    const job = world.jobs.byId(Number(id))
    if (job === null) throw doesNotExist(`Job ${id} does not exist.`)
    return context.json(permissionsOf('job', job))
  })

  app.get('/api/2.0/permissions/pipelines/:id', (context) => {
    const id = context.req.param('id')
    const pipeline = world.pipelines.byId(id, world.now())
    if (pipeline === null) throw doesNotExist(`Pipeline ${id} does not exist.`)
    return context.json(permissionsOf('pipeline', pipeline))
  })
}

interface Thing {
  id: string | number
  name: string
  creator: string
}

function permissionsOf(type: 'job' | 'pipeline', { id, name, creator }: Thing) {
  if (closed.has(name)) {
    throw new ApiError(
      403,
      'PERMISSION_DENIED',
      `User does not have View or Admin or Manage permissions on ${type} ${id}.`,
    )
  }
  const random = new Random('permissions', id)
  const direct = (level: string) => [{ permission_level: level, inherited: false }]
  const inherited = (level: string) => [
    { permission_level: level, inherited: true, inherited_from_object: [`/${type}s/`] },
  ]
  const owner = creator.startsWith('svc-')
    ? { service_principal_name: guidLike(random), display_name: creator.replace(/@.*/, '') }
    : { user_name: creator, display_name: creator.replace(/@.*/, '') }
  return {
    object_id: `/${type}s/${id}`,
    object_type: type,
    access_control_list: [
      { ...owner, all_permissions: direct('IS_OWNER') },
      ...(random.chance(0.5)
        ? [
            {
              group_name: 'data-engineers',
              all_permissions: direct(type === 'job' ? 'CAN_MANAGE_RUN' : 'CAN_RUN'),
            },
          ]
        : []),
      ...(random.chance(0.3)
        ? [{ group_name: 'analysts', all_permissions: direct('CAN_VIEW') }]
        : []),
      { group_name: 'admins', all_permissions: inherited('CAN_MANAGE') },
    ],
  }
}

function guidLike(random: Random): string {
  const group = (digits: number) =>
    Array.from({ length: digits }, () => random.whole(0, 15).toString(16)).join('')
  return [8, 4, 4, 4, 12].map(group).join('-')
}
