import { addTexts } from '..';
import { audit } from '../en/audit';

addTexts(audit);
