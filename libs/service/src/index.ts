/** Everything that service processes share; no business. */
export { admit, authenticateByInternalToken, principalIfAny, principalOf } from "./access.ts";
export type { Authenticate, RouteAccess } from "./access.ts";
export { systemClock } from "./clock.ts";
export type { Clock } from "./clock.ts";
export {
  checkConfig,
  checkKafkaFields,
  commonConfig,
  configExitCode,
  configFields,
  kafkaFields,
  readConfig,
} from "./config.ts";
export type { CommonConfig, ConfigResult, Environment } from "./config.ts";
export { codeForStatus, Problem, problem, problemBody, problemCodes } from "./errors.ts";
export type { FieldError, ProblemCode, ProblemOptions } from "./errors.ts";
export { crashPointChannel, crashPoints, fault } from "./fault.ts";
export type { CrashPoint } from "./fault.ts";
export type { Readiness, ReadyCheck } from "./health-routes.ts";
export { createHttpServer, requestIdsOf } from "./http-server.ts";
export type { HttpServer, HttpServerOptions } from "./http-server.ts";
export {
  createTokenMinter,
  createTokenVerifier,
  generateInternalKeys,
  internalTokenSeconds,
  localTokenSeconds,
  mintInternalToken,
  readSigningKey,
  readVerifyingKeys,
  toleranceSeconds,
  verifyInternalToken,
} from "./internal-tokens.ts";
export type { SigningKey, TokenMode, VerifyingKeys } from "./internal-tokens.ts";
export { defaultBodyLimitBytes, rawBodyOf, strictJsonProblem } from "./json-body.ts";
export { createLane } from "./lane.ts";
export type { LaneOptions } from "./lane.ts";
export { localTokenRoute } from "./local-token-route.ts";
export { createLogger, describeError, maskText, withheldKeys } from "./logging.ts";
export type { LoggedError, Logger, LoggerOptions, LogLevel, LogLine } from "./logging.ts";
export { addReadGauges } from "./read-gauges.ts";
export type { GaugeText, GaugeValue, LabelledValue } from "./read-gauges.ts";
export { idWithoutMeaning, isGuid, readRequestIds } from "./request-ids.ts";
export type { RequestIds } from "./request-ids.ts";
export { runService } from "./run-service.ts";
export type { ServiceLife, ServiceOptions, StopReason } from "./run-service.ts";
export { idHeaders, sendProblem } from "./send-problem.ts";
export type { ProblemFormat } from "./send-problem.ts";
export { stableIds } from "./stable-ids.ts";
export { readStrictJson } from "./strict-json.ts";
export type { StrictJsonCode, StrictJsonLimits, StrictJsonResult } from "./strict-json.ts";
export { activeTraceparent, countAlarms, createMetricsRegistry, startTelemetry } from "./telemetry.ts";
export type { Telemetry } from "./telemetry.ts";
export { toProblem } from "./to-problem.ts";
