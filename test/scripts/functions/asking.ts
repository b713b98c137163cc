/** Cannot work in a bundle: there is no module around it that has an address. */
export const handler = async () => import.meta.url;
