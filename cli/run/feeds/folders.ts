// Where the picture round keeps things, in the data folder.

export const PICTURES_FOLDER = 'pictures'
export const LOOKS_FOLDER = 'looks'
