/**
 * Carries one trace through Kafka: reads `traceparent` from a message, starts its span, writes `traceparent` into outgoing headers.
 * By hand, because client instrumentation only links a batch and not each message. Never puts a value, key or identity on a span.
 * Without a registered SDK every call here does nothing and costs almost nothing.
 */
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import type { Context, Span } from "@opentelemetry/api";
import { activeTraceparent } from "@ucrt/service";
import { messageOf } from "./errors.ts";
import { header } from "./messages.ts";
import type { IncomingMessage } from "./messages.ts";

export interface MessageSpan {
  readonly span: Span;
  readonly context: Context;
  /** Runs `work` with this span as the active one. */
  run<T>(work: () => T): T;
  /** Ends the span; an error is recorded by its message only. */
  end(error?: unknown): void;
}

const traceparentShape = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

/** Starts the span of one message as a child of the `traceparent` it carries, or as a new trace. */
export function startMessageSpan(message: IncomingMessage, name: string): MessageSpan {
  const parent = readTraceparent(message.headers[header.traceparent]);
  const spanContext = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const span = trace.getTracer("@ucrt/kafka").startSpan(
    name,
    {
      kind: SpanKind.CONSUMER,
      attributes: {
        "messaging.system": "kafka",
        "messaging.destination.name": message.topic,
        "messaging.destination.partition.id": String(message.partition),
        "messaging.kafka.offset": Number(message.offset),
      },
    },
    spanContext,
  );
  const active = trace.setSpan(spanContext, span);
  return {
    span,
    context: active,
    run: (work) => context.with(active, work),
    end: (error) => {
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error).slice(0, 200) });
      span.end();
    },
  };
}

export interface TracedMessages {
  /** What goes on from this message carries this, whatever it is handled together with; undefined where there is no trace. */
  traceparentOf(message: IncomingMessage): string | undefined;
  /** Runs the work on all of them and ends their spans after it, with its error if it throws. */
  around<T>(work: () => Promise<T>): Promise<T>;
}

/** A span for each message of a batch that one transaction serves: each goes on in its own trace. */
export function traceMessages(messages: readonly IncomingMessage[], name: string): TracedMessages {
  const spans = new Map(messages.map((message) => [message, startMessageSpan(message, name)]));
  return {
    traceparentOf: (message) => spans.get(message)?.run(() => injectTraceparent({}))[header.traceparent],
    around: async (work) => {
      let failure: unknown;
      try {
        return await work();
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        for (const span of spans.values()) span.end(failure);
      }
    },
  };
}

/** The headers with the `traceparent` of the active span; unchanged when there is none or one is set already. */
export function injectTraceparent(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (headers[header.traceparent] !== undefined) return headers;
  const traceparent = activeTraceparent();
  return traceparent === undefined ? headers : { ...headers, [header.traceparent]: traceparent };
}

function readTraceparent(value: string | undefined) {
  const match = value === undefined ? null : traceparentShape.exec(value);
  const [, version, traceId, spanId, flags] = match ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined || version === "ff")
    return undefined;
  const parsed = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return trace.isSpanContextValid(parsed) ? parsed : undefined;
}
