/** Saves the columns of TIMES algorithms, named after NAME and a number, one by one in the settings below XDG for the user of HOME. */

import {saveColumns} from '../../store/user-settings.ts';

const [xdg = '', home = '', name = '', times = '1'] = process.argv.slice(2);

for (let i = 0; i < Number(times); i++) saveColumns({XDG_CONFIG_HOME: xdg}, home, `${name}${i}`, [`${name}${i}`, 'auc']);
