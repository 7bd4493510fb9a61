/** As many spaces as the text has characters; line breaks stay, so that every place stays. */
export const blanked = (text: string): string => text.replaceAll(/[^\n\r]/g, ' ');
