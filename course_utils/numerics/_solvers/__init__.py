"""The solvers behind the lecture's functions, which no slide shows. They do not check their arguments.

rounding          EPS; sums without rounding
scaling           units by powers of two
refinement        least squares to the last digit; the shortest of many solutions
orthogonal        an orthogonal basis of the columns, in any units
penalties         the price λ of each column
signs             the lasso, as a search for the signs of its parameters
weighted          least squares with weights that differ by 1e30
powers            sums of p-th powers of residuals (irls)
interior_point    absolute values and Huber's loss
newton            Newton's method for sums of losses of scores
separability      whether some w puts every example on its side
conditioning      symmetric systems, with an alarm where few digits are left
polynomials       the polynomial beside the bumps
blocks            tables of distances, some rows at a time
"""
