import * as vscode from 'vscode';
import { z } from 'zod';

const manifestSchema = z.object({
  version: z.string(),
  contributes: z.object({ commands: z.array(z.object({ command: z.string() })) }),
});

/** The extension VS Code loaded from the folder under development. */
export function extensionUnderTest(): vscode.Extension<unknown> {
  const id = process.env.MLOPS_TEST_EXTENSION ?? 'gitlab-mlops.gitlab-mlops';
  const extension = vscode.extensions.getExtension<unknown>(id);
  if (!extension) throw new Error(`VS Code did not load ${id}.`);
  return extension;
}

export function contributedCommands(): readonly string[] {
  const { contributes } = manifestSchema.parse(extensionUnderTest().packageJSON);
  return contributes.commands.map(({ command }) => command);
}
