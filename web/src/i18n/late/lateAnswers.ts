import { addTexts } from '..';
import { lateAnswers } from '../en/lateAnswers';

addTexts(lateAnswers);
