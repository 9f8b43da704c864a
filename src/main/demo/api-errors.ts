/** An error as Databricks answers it: a status and `{ "error_code", "message" }`. */
export class ApiError extends Error {
  readonly status: number
  /** A text nearly always; for a bad token Databricks sends the number of the status. */
  readonly errorCode: string | number

  constructor(status: number, errorCode: string | number, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.errorCode = errorCode
  }
}

export function invalidParameter(message: string): ApiError {
  return new ApiError(400, 'INVALID_PARAMETER_VALUE', message)
}

export function doesNotExist(message: string): ApiError {
  return new ApiError(404, 'RESOURCE_DOES_NOT_EXIST', message)
}
