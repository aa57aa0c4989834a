/** The release of Authentik whose published contract this stand-in holds itself to. */
export const version = "2025.12.1";
