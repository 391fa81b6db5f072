import { addTexts } from '..';
import { table } from '../en/table';

addTexts(table);
