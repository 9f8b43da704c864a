/**
 * What the end of a run means and what to try, by the codes of Databricks and by what the run said.
 * Codes: https://docs.databricks.com/api/workspace/jobs/getrun (state.life_cycle_state,
 * state.result_state, status.termination_details.code and .type).
 */
export interface FailureCause {
  /** A name for it, for records and tests. */
  cause: string
  meaning: string
  advice: string
}

/** What is known of a run or task that did not succeed. Codes are empty where there is none. */
export interface Evidence {
  code: string
  resultState: string
  lifeCycleState: string
  type: string
  /** All it said: messages, error, trace. */
  text: string
}

interface CodeRow extends FailureCause {
  codes: readonly string[]
}

interface TextRow extends FailureCause {
  says: RegExp
}

const openRun = 'Open the run in Databricks and look at the task that failed.'

/** Codes that settle what happened, whatever else was said. */
const decisive: readonly CodeRow[] = [
  {
    cause: 'canceled',
    codes: ['USER_CANCELED'],
    meaning: 'Somebody canceled the run.',
    advice: 'Run it again when nobody needs it stopped any more.',
  },
  {
    cause: 'timeout',
    codes: ['TIMEDOUT'],
    meaning: 'The run took longer than the export job allows.',
    advice: 'Raise the time limit of the job, or export fewer items at a time.',
  },
  {
    cause: 'too-many-runs-of-job',
    codes: ['MAX_CONCURRENT_RUNS_EXCEEDED', 'MAXIMUM_CONCURRENT_RUNS_REACHED'],
    meaning:
      'Databricks did not run it because the job already had as many active runs as it may have.',
    advice: 'Wait until the other run of the job has ended, then export again.',
  },
  {
    cause: 'queue-full',
    codes: ['MAX_JOB_QUEUE_SIZE_EXCEEDED'],
    meaning: 'Databricks did not run it because too many runs of the job are waiting already.',
    advice: 'Wait until some of them have ended, or cancel those nobody needs, then export again.',
  },
  {
    cause: 'too-many-runs-of-workspace',
    codes: ['WORKSPACE_RUN_LIMIT_EXCEEDED'],
    meaning: 'The workspace already had as many active runs as it may have.',
    advice: 'Wait until other runs have ended, then export again.',
  },
  {
    cause: 'budget',
    codes: ['BUDGET_POLICY_LIMIT_EXCEEDED'],
    meaning: 'The budget policy of the export job is used up.',
    advice: 'Ask an administrator to raise the budget, or choose another policy for the job.',
  },
  {
    cause: 'skipped',
    codes: ['SKIPPED'],
    meaning: 'Databricks skipped the run: another one was active, or nothing in it had to run.',
    advice: 'Wait until the other run of the job has ended, then export again.',
  },
  {
    cause: 'excluded',
    codes: ['EXCLUDED'],
    meaning: 'The conditions in the export job kept its tasks from running.',
    advice: 'Check the “Run if” conditions of the export job.',
  },
  {
    cause: 'disabled',
    codes: ['DISABLED'],
    meaning: 'The tasks of the export job are disabled.',
    advice: 'Enable them in Databricks, then export again.',
  },
  {
    cause: 'evicted',
    codes: ['EVICTED'],
    meaning: 'Databricks took the run away to make room for others.',
    advice: 'Export again in a few minutes.',
  },
  {
    cause: 'upstream',
    codes: ['UPSTREAM_FAILED', 'UPSTREAM_CANCELED', 'UPSTREAM_EVICTED'],
    meaning: 'A task that the others depend on did not succeed.',
    advice: 'Open the run in Databricks and look at the first task that failed.',
  },
  {
    cause: 'feature-disabled',
    codes: ['FEATURE_DISABLED'],
    meaning: 'The export job uses a feature that is switched off in this workspace.',
    advice: 'Ask an administrator of the workspace to switch it on, or change the job.',
  },
  {
    cause: 'breaking-change',
    codes: ['BREAKING_CHANGE'],
    meaning: 'A change in the Databricks Runtime broke the export job.',
    advice: 'Databricks tries it again by itself. If it goes on, pin the job to an older runtime.',
  },
  {
    cause: 'library',
    codes: ['LIBRARY_INSTALLATION_ERROR'],
    meaning: 'A library of the export job could not be installed.',
    advice: 'Open the run in Databricks, see which library it is, and correct the job.',
  },
  {
    cause: 'repository',
    codes: ['REPOSITORY_CHECKOUT_FAILED'],
    meaning: 'The Git repository of the export job could not be checked out.',
    advice: 'Check the repository, the branch and the Git credentials of the export job.',
  },
  {
    cause: 'storage',
    codes: ['STORAGE_ACCESS_ERROR'],
    meaning: 'The export job could not reach a storage it needs.',
    advice: 'Ask the owner of the export job to check its access to that storage.',
  },
  {
    cause: 'spark-contexts',
    codes: ['MAX_SPARK_CONTEXTS_EXCEEDED'],
    meaning: 'The cluster of the export job already has as many notebooks attached as it can take.',
    advice: 'Restart that cluster or detach notebooks nobody uses, or let the job use its own.',
  },
  {
    cause: 'cluster-rate',
    codes: ['CLUSTER_REQUEST_LIMIT_EXCEEDED'],
    meaning: 'Too many clusters were asked for at the same time.',
    advice: 'Export again in a few minutes, or spread the jobs of the workspace over time.',
  },
]

/** What runs say of the usual troubles, the most telling first. */
const texts: readonly TextRow[] = [
  {
    cause: 'timeout',
    says: /max(imum)? (run )?duration|run (has )?timed out|exceeded (its |the )?timeout|timeout_seconds/i,
    meaning: 'The run took longer than the export job allows.',
    advice: 'Raise the time limit of the job, or export fewer items at a time.',
  },
  {
    cause: 'parameter-missing',
    says: /no input widget named|InputWidgetNotDefined|(config_path\W+.{0,40}(is )?(missing|required|not (set|defined|given)))|((missing|required)\b.{0,60}config_path)/i,
    meaning: 'The exporter was not given the path of the configuration.',
    advice: 'Give the export job a job parameter named config_path, and let its tasks read it.',
  },
  {
    cause: 'config-missing',
    says: /(FileNotFoundError|No such file or directory|NoSuchFileException|(does not|doesn't) exist)[^\n]{0,200}\.ya?ml\b|\.ya?ml\b[^\n]{0,120}((does not|doesn't) exist|not found)/i,
    meaning: 'The exporter did not find the configuration file.',
    advice:
      'Check that the file still exists and that the “Run as” identity of the export job may read it.',
  },
  {
    cause: 'config-broken',
    says: /\byaml\.\w*|YAMLError|ScannerError|ParserError|ComposerError|KeyError: ['"](initial_variables|workflows|pipelines|v_\w+|job_id|pipeline_id)|(initial_variables|v_start_path|workflows(\[\d+\])?|pipelines(\[\d+\])?)[^\n]{0,40}(is not|must|missing|required)/i,
    meaning: 'The exporter could not use the configuration: something in it is wrong or missing.',
    advice: 'Open the Configuration page, correct what the error names, save, and export again.',
  },
  {
    cause: 'item-missing',
    says: /\bjob \d+ does not exist|pipeline [\w-]{0,60}\s?(was not found|does not exist)|ResourceDoesNotExist|RESOURCE_DOES_NOT_EXIST/i,
    meaning: 'Something that was to be exported no longer exists in the workspace.',
    advice: 'Take the item that the error names out of the selection, save, and export again.',
  },
  {
    cause: 'secret',
    says: /secret (scope )?[^\n]{0,80}(does not exist|not found)|SecretScope|dbutils\.secrets/i,
    meaning: 'A secret that the exporter needs is missing or may not be read.',
    advice: 'Check the secret scope and who may read it.',
  },
  {
    cause: 'cluster-permission',
    says: /(not authorized|no permission|permission)[^\n]{0,60}(attach|restart|create|start)[^\n]{0,40}cluster|CAN_(ATTACH_TO|RESTART)|cluster[^\n]{0,40}(PERMISSION_DENIED|not authorized)/i,
    meaning: 'The identity that runs the export job may not use its compute.',
    advice:
      'Ask for “Can attach to” or “Can restart” on that cluster, or let the job use a job cluster or serverless.',
  },
  {
    cause: 'unity-catalog',
    says: /INSUFFICIENT_PERMISSIONS|Unity Catalog|USE (CATALOG|SCHEMA)|(privilege|permission)s?[^\n]{0,60}\bon (catalog|schema|table|volume|external location)/i,
    meaning: 'The identity that runs the export job lacks a privilege in Unity Catalog.',
    advice: 'Ask the owner of that catalog, schema or table to grant it to the “Run as” identity.',
  },
  {
    cause: 'token',
    says: /invalid access token|token (is |has )?expired|UNAUTHENTICATED|401 (Client Error|Unauthorized)/i,
    meaning: 'The sign-in that the exporter uses was not accepted.',
    advice: 'Renew the token or secret that the export job uses.',
  },
  {
    cause: 'permission',
    says: /PERMISSION_DENIED|PermissionDenied|does not have [\w ]{0,30}permissions?|403 (Client Error|Forbidden)|PermissionError|not authorized|AccessDenied|access denied/i,
    meaning: 'The identity that runs the export job lacks a permission.',
    advice:
      'Ask for “Can view” on what is exported and “Can edit” on the output folder for the “Run as” identity of the job.',
  },
  {
    cause: 'cloud-quota',
    says: /quota|vCPUs?|InstanceLimitExceeded|VcpuLimitExceeded|InsufficientInstanceCapacity|InsufficientFreeAddresses|SkuNotAvailable|AllocationFailed|STOCKOUT|ZONE_RESOURCE_POOL_EXHAUSTED|out of capacity/i,
    meaning:
      'The cloud provider had no machine for the compute: a quota or the capacity is used up.',
    advice:
      'Export again later, choose another node type or region, use serverless, or ask for a higher quota.',
  },
  {
    cause: 'spot-lost',
    says: /spot (instance|vm|node)|SPOT_INSTANCE|preempt/i,
    meaning: 'The cloud provider took machines of the compute away (spot instances).',
    advice: 'Export again; if it happens often, let the driver use an on-demand instance.',
  },
  {
    cause: 'instance-pool',
    says: /instance[ _]pool/i,
    meaning: 'The instance pool of the export job could not give a machine.',
    advice: 'Check that the pool still exists, has room, and may be used by the “Run as” identity.',
  },
  {
    cause: 'out-of-memory',
    says: /OutOfMemory|java heap space|GC overhead|exit code:? (137|52)|SIGKILL|\bMemoryError\b|Container killed by|out of memory/i,
    meaning: 'The exporter ran out of memory.',
    advice: 'Export fewer items at a time, or give the export job a larger driver.',
  },
  {
    cause: 'driver-crashed',
    says: /driver[^\n]{0,60}(stopped unexpectedly|not responsive|unresponsive|crash|restarting|died)|could not reach driver|lost connection to (the )?cluster|Python process exited/i,
    meaning: 'The driver of the compute crashed or stopped answering.',
    advice: 'Export again; if it happens again, give the export job a larger driver.',
  },
  {
    cause: 'disk-full',
    says: /No space left on device/i,
    meaning: 'The disk of the compute is full.',
    advice: 'Export fewer items at a time, or give the compute a larger disk.',
  },
  {
    cause: 'library',
    says: /LIBRARY_INSTALL|library (installation|resolution) failed|pip(3)? install|Could not find a version that satisfies/i,
    meaning: 'A library of the export job could not be installed.',
    advice: 'Open the run in Databricks, see which library it is, and correct the job.',
  },
  {
    cause: 'module-missing',
    says: /ModuleNotFoundError|No module named|ImportError/i,
    meaning: 'A Python module that the exporter needs is not there.',
    advice: 'Add it to the libraries or the environment of the export job.',
  },
  {
    cause: 'notebook-missing',
    says: /unable to access the notebook|notebook[^\n]{0,120}(not found|(does not|doesn't) exist)/i,
    meaning: 'A notebook of the exporter no longer exists, or may not be read.',
    advice: 'Check the paths of the notebooks in the export job, and who may read them.',
  },
  {
    cause: 'api-rate',
    says: /REQUEST_LIMIT_EXCEEDED|429 (Client Error|Too Many Requests)|rate limit|too many requests/i,
    meaning: 'The exporter asked Databricks for more than it answers at a time.',
    advice: 'Export again in a few minutes, or export fewer items at a time.',
  },
  {
    cause: 'file-too-large',
    says: /MAX_NOTEBOOK_SIZE_EXCEEDED|exceed(s|ed) max size/i,
    meaning: 'Something the exporter wrote or read is larger than the 10 MB the API takes.',
    advice: 'Look in the error which file it is, and leave the item out if it cannot be smaller.',
  },
  {
    cause: 'network',
    says: /UnknownHost|Name or service not known|name resolution|Connection refused|ConnectionError|ConnectTimeout|SSLError|Network is unreachable/i,
    meaning: 'The exporter could not reach another system over the network.',
    advice: 'Check the address that the error names, and the network rules of the compute.',
  },
  {
    cause: 'job-deleted',
    says: /job [^\n]{0,60}(was|has been) deleted/i,
    meaning: 'The export job was deleted.',
    advice: 'Choose another export job on the Configuration page.',
  },
]

/** Codes that say where to look, when the run said nothing more telling. */
const broad: readonly CodeRow[] = [
  {
    cause: 'canceled-by-databricks',
    codes: ['CANCELED'],
    meaning: 'The run was canceled.',
    advice: 'Open the run in Databricks to see by whom, then export again.',
  },
  {
    cause: 'cloud',
    codes: ['CLOUD_FAILURE'],
    meaning: 'The cloud provider had a problem.',
    advice: 'Export again in a few minutes.',
  },
  {
    cause: 'cluster',
    codes: ['CLUSTER_ERROR'],
    meaning: 'The compute of the export job could not be started or broke down.',
    advice: 'Open the run in Databricks and look at its compute, then export again.',
  },
  {
    cause: 'cluster-request',
    codes: ['INVALID_CLUSTER_REQUEST'],
    meaning: 'The compute that the export job asks for is not valid in this workspace.',
    advice: 'Open the job in Databricks and correct its compute: node type, policy, runtime.',
  },
  {
    cause: 'driver-crashed',
    codes: ['DRIVER_ERROR'],
    meaning: 'The driver of the compute crashed or stopped answering.',
    advice: 'Export again; if it happens again, give the export job a larger driver.',
  },
  {
    cause: 'permission',
    codes: ['UNAUTHORIZED_ERROR'],
    meaning: 'The identity that runs the export job lacks a permission.',
    advice: 'Ask the owner of the export job to check what its “Run as” identity may access.',
  },
  {
    cause: 'resource-missing',
    codes: ['RESOURCE_NOT_FOUND'],
    meaning: 'Something that the export job uses no longer exists.',
    advice: 'Open the run in Databricks, see what is missing, and correct the job.',
  },
  {
    cause: 'run-configuration',
    codes: ['INVALID_RUN_CONFIGURATION'],
    meaning: 'The settings of the export job are not valid.',
    advice: 'Open the job in Databricks and correct its settings.',
  },
  {
    cause: 'internal',
    codes: ['INTERNAL_ERROR'],
    meaning: 'Databricks had an internal problem.',
    advice: 'Export again in a few minutes. If it happens again, look at status.databricks.com.',
  },
  {
    cause: 'some-tasks-failed',
    codes: ['SUCCESS_WITH_FAILURES'],
    meaning: 'The run succeeded, but some of its tasks failed.',
    advice: openRun,
  },
  {
    cause: 'task-failed',
    codes: ['RUN_EXECUTION_ERROR', 'FAILED'],
    meaning: 'A task of the export job failed.',
    advice: openRun,
  },
]

/** For codes that are newer than the app. */
const byType: Readonly<Record<string, FailureCause>> = {
  CLIENT_ERROR: {
    cause: 'job-or-input',
    meaning: 'Something about the export job or what it was given is wrong.',
    advice: openRun,
  },
  INTERNAL_ERROR: {
    cause: 'internal',
    meaning: 'Databricks had an internal problem.',
    advice: 'Export again in a few minutes. If it happens again, look at status.databricks.com.',
  },
  CLOUD_FAILURE: {
    cause: 'cloud',
    meaning: 'The cloud provider had a problem.',
    advice: 'Export again in a few minutes.',
  },
}

/** All codes that have a row. */
export const knownCodes: readonly string[] = [...decisive, ...broad].flatMap(({ codes }) => codes)

/** What a code alone means; null for one that is not known. */
export function causeOfCode(code: string): FailureCause | null {
  return plain([...decisive, ...broad].find(({ codes }) => codes.includes(code)))
}

/** What happened, as far as the evidence says; never nothing. */
export function causeOf(evidence: Evidence): FailureCause {
  const { text, type } = evidence
  const codes = [evidence.code, evidence.resultState, evidence.lifeCycleState].filter(Boolean)
  // A code that says more than the result beside it comes first.
  const row = (rows: readonly CodeRow[]) =>
    codes.flatMap((code) => rows.find((each) => each.codes.includes(code)) ?? [])[0]
  const found = row(decisive) ?? texts.find(({ says }) => says.test(text)) ?? row(broad)
  const [code] = codes
  return (
    plain(found) ??
    byType[type] ?? {
      cause: 'unknown',
      meaning: code
        ? `Databricks ended the run with ${code}, which this app does not know yet.`
        : 'The run ended, but Databricks does not say how.',
      advice: 'Open the run in Databricks to see what it did.',
    }
  )
}

function plain(row: FailureCause | undefined): FailureCause | null {
  return row ? { cause: row.cause, meaning: row.meaning, advice: row.advice } : null
}

/** Who canceled a run, from what Databricks says of it; null when it does not say. */
export function canceledBy(message: string): string | null {
  const found = /cancel+ed by (?:the )?(?:user )?["'“]?([^\s"'”,;]+@[^\s"'”,;]+|[\w-]{8,})/i.exec(
    message,
  )
  return found?.[1]?.replace(/\.$/, '') ?? null
}
