import { addTexts } from '..';
import { practice } from '../en/practice';

addTexts(practice);
