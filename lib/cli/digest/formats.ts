export const digestFormats = ['text', 'json', 'html', 'markdown'] as const;

export type DigestFormat = (typeof digestFormats)[number];
