import { start } from './boot';
import { safely } from './safe';

safely(start);
