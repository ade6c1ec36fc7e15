import { type Diagnostic, type TerraformEvent } from '../model/terraform/events';

/** Keeps what matters of what Terraform says while it plans. */
export class PlanTalk {
  readonly warnings: Diagnostic[] = [];
  readonly drifted: string[] = [];

  constructor(private readonly say: (text: string) => void) {}

  hear(event: TerraformEvent): void {
    switch (event.kind) {
      case 'diagnostic':
        if (event.severity === 'warning') this.warnings.push(event);
        break;
      case 'drift':
        this.drifted.push(event.address);
        break;
      case 'refresh':
        this.say(`reading ${event.address}`);
        break;
      case 'log':
        this.say(event.text.split('\n')[0] ?? '');
        break;
      case 'planned':
        this.say(`planning ${event.address}`);
        break;
      case 'version':
      case 'summary':
      case 'apply':
        break;
    }
  }
}
