import { type TerraformFile, type TerraformInput } from './input';
import { mainFile } from './mainFile';
import { readmeFile } from './readme';
import { importsFile, outputsFile, versionsFile } from './smallFiles';
import { variablesFile } from './variablesFile';

/** The whole configuration, formatted as `terraform fmt` does it. Pure. */
export function terraformFiles(input: TerraformInput): TerraformFile[] {
  const imports = importsFile(input);
  return [
    { name: 'main.tf', text: mainFile(input) },
    { name: 'variables.tf', text: variablesFile(input) },
    { name: 'outputs.tf', text: outputsFile(input) },
    { name: 'versions.tf', text: versionsFile() },
    ...(imports === undefined ? [] : [{ name: 'imports.tf', text: imports }]),
    { name: 'README.md', text: readmeFile(input) },
  ];
}
