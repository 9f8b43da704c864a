import { exportJobId } from './curated-jobs.ts'
import type { DemoJob } from './jobs.ts'
import { Random } from './random.ts'

/** What `jobs/get` tells of a job beyond what a list needs: made only when somebody asks for one. */
export function fullSettings(job: DemoJob): Record<string, unknown> {
  const random = new Random('settings', job.id)
  const runsForMinutes = random.pick([15, 30, 60, 120])
  const alerts = random.chance(0.6) || job.id === exportJobId
  return {
    ...(alerts
      ? {
          email_notifications: {
            on_failure: [job.creator, ...(random.chance(0.4) ? ['on-call@example.com'] : [])],
            no_alert_for_skipped_runs: true,
          },
          notification_settings: {
            no_alert_for_skipped_runs: true,
            no_alert_for_canceled_runs: true,
          },
        }
      : {}),
    ...(random.chance(0.2)
      ? { webhook_notifications: { on_failure: [{ id: '4c2f9a1e-incidents' }] } }
      : {}),
    ...(random.chance(0.35)
      ? {
          health: {
            rules: [
              {
                metric: 'RUN_DURATION_SECONDS',
                op: 'GREATER_THAN',
                value: runsForMinutes * 60,
              },
            ],
          },
        }
      : {}),
    ...(random.chance(0.25)
      ? {
          git_source: {
            git_url: 'https://git.example.com/data/platform',
            git_provider: 'gitLab',
            git_branch: 'main',
          },
        }
      : {}),
    ...(random.chance(0.3)
      ? {
          deployment: {
            kind: 'BUNDLE',
            metadata_file_path: '/Workspace/Shared/.bundle/prod/state/metadata.json',
          },
          edit_mode: 'UI_LOCKED',
        }
      : {}),
    run_as: { user_name: job.creator },
  }
}
