/** The interface for integrators, read from the generated OpenAPI document. In: `/api/openapi.json`. Out: each call with its fields; links to both documents. */
import { useState } from "react";
import { z } from "zod";
import { useLoaded } from "../use-loaded.ts";

const schemaReference = z.looseObject({ $ref: z.string().optional() });
const content = z.record(z.string(), z.looseObject({ schema: schemaReference.optional() })).optional();
const operation = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  requestBody: z.looseObject({ content }).optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        in: z.string().optional(),
        required: z.boolean().optional(),
        description: z.string().optional(),
      }),
    )
    .optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().optional(), content })).optional(),
});
const openApi = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string().optional() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).optional() }).optional(),
});

const methods = ["get", "post", "put", "patch", "delete"] as const;

export function ApiDocsPage() {
  const { value, refusal } = useLoaded("/api/openapi.json", openApi);
  return (
    <main className="app-page" id="main" tabIndex={-1}>
      <title>Interface for integrators – Urgent community response</title>
      <h1 className="nhsuk-heading-l">Interface for integrators</h1>
      <p>
        The documents are generated from the contracts the services run on: <a href="/api/openapi.json">OpenAPI 3.1</a>{" "}
        for HTTP, <a href="/api/asyncapi.json">AsyncAPI 3</a> for Kafka and the websocket. Errors are problem documents
        (RFC 9457) with a stable code.
      </p>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {value === undefined ? null : (
        <>
          <p>{value.info.description}</p>
          {Object.entries(value.paths).map(([path, item]) =>
            methods.map((method) => {
              const parsed = operation.safeParse(item[method]);
              return item[method] === undefined || !parsed.success ? null : (
                <Operation
                  key={`${method} ${path}`}
                  method={method}
                  path={path}
                  operation={parsed.data}
                  schemas={value.components?.schemas ?? {}}
                />
              );
            }),
          )}
        </>
      )}
    </main>
  );
}

interface OperationProps {
  readonly method: string;
  readonly path: string;
  readonly operation: z.output<typeof operation>;
  readonly schemas: Readonly<Record<string, unknown>>;
}

function Operation({ method, path, operation: described, schemas }: OperationProps) {
  const [isOpen, setOpen] = useState(false);
  const body = Object.values(described.requestBody?.content ?? {})[0]?.schema;
  return (
    <details className="app-call" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <code className={`app-call__method app-call__method--${method}`}>{method.toUpperCase()}</code>{" "}
        <code>{path}</code>
        <span className="app-call__words">{described.summary}</span>
      </summary>
      {isOpen ? (
        <div className="app-call__body">
          {described.description === undefined ? null : <p>{described.description}</p>}
          {(described.parameters ?? []).length === 0 ? null : (
            <ul className="nhsuk-list nhsuk-list--bullet">
              {described.parameters?.map((parameter) => (
                <li key={`${parameter.in} ${parameter.name}`}>
                  <code>{parameter.name}</code> in {parameter.in}
                  {parameter.required === true ? ", required" : ""}. {parameter.description}
                </li>
              ))}
            </ul>
          )}
          {body === undefined ? null : <Schema title="Body" schema={body} schemas={schemas} />}
          {Object.entries(described.responses ?? {}).map(([status, response]) => (
            <Schema
              key={status}
              title={`${status} ${response.description ?? ""}`}
              schema={Object.values(response.content ?? {})[0]?.schema}
              schemas={schemas}
            />
          ))}
        </div>
      ) : null}
    </details>
  );
}

function Schema({
  title,
  schema,
  schemas,
}: {
  readonly title: string;
  readonly schema: z.output<typeof schemaReference> | undefined;
  readonly schemas: Readonly<Record<string, unknown>>;
}) {
  const name = schema?.$ref?.split("/").at(-1);
  const shown = name === undefined ? schema : schemas[name];
  if (shown === undefined) return <p>{title}</p>;
  return (
    <details>
      <summary>
        {title} {name === undefined ? "" : `(${name})`}
      </summary>
      <pre className="app-schema" tabIndex={0}>
        {JSON.stringify(shown, undefined, 2)}
      </pre>
    </details>
  );
}
