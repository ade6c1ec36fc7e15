/** The family's name is not documented; where it is wrong, the product id leads to the same image. */
export const dsvmFamily = 'dsvm';
/** Id of the marketplace product “Data Science Virtual Machine” in links of the documentation. */
export const dsvmProduct = 'f2e4v304qn35mhilnsbc';
