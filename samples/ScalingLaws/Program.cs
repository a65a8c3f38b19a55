using System.CommandLine;
using System.Globalization;
using ResearchML.Trainers;
using ScalingLaws;

// dotnet run -c Release --project samples/ScalingLaws -- --help
Option<string?> runs = new("--runs") { Description = "A CSV file with a run a row. Default: train a small grid of byte-level models and fit those." };
Option<string?> loss = new("--loss") { Description = "Column of losses, in nats per token. Default: the first of loss, val_loss and the like." };
Option<string?> parameters = new("--parameters") { Description = "Column of model sizes. Default: the first of N, params, parameters and the like." };
Option<string?> tokens = new("--tokens") { Description = "Column of training tokens. Default: the first of D, tokens and the like." };
Option<string?> unique = new("--unique-tokens") { Description = "Column of distinct tokens. Default: one named U, unique_D or unique_tokens, if there is one." };
Option<string?> group = new("--group") { Description = "Column that says which runs belong together, for the bootstrap. Default: none." };
Option<string[]> where = new("--where") { Description = "column=value: keep only such rows. Repeatable; all must hold.", DefaultValueFactory = _ => [] };
Option<int> drop = new("--drop-highest") { Description = "Leave out so many of the highest losses." };
Option<ScalingVariable> order = new("--order-by") { Description = "What validation extrapolates in.", DefaultValueFactory = _ => ScalingVariable.TokensPerParameter };
Option<int> bootstrap = new("--bootstrap") { Description = "Resamples for the intervals; 0 for none.", DefaultValueFactory = _ => 1000 };
Option<double[]> budgets = new("--budget") { Description = "Compute to allocate, in FLOP. Repeatable. Default: around and beyond the runs.", DefaultValueFactory = _ => [] };
Option<double> minutes = new("--minutes") { Description = "How long to train the grid, at most: what is not done by then is left out.", DefaultValueFactory = _ => 1.75 };
Option<int> seed = new("--seed") { Description = "Of the grid and of the bootstrap.", DefaultValueFactory = _ => 1 };
Option<string> output = new("--output") { Description = "Folder for scaling-law.html, scaling-law.zip and, of a grid, runs.csv.", DefaultValueFactory = _ => "." };
SampleProgram.Require(minutes, value => double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number is > 0 and <= 10_000, "a number, more than 0 and at most 10000");
SampleProgram.Require(budgets, value => double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number), "a positive number of FLOP, as 1e21");
SampleProgram.Require(drop, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number >= 0, "a whole number, 0 or more");
SampleProgram.Require(bootstrap, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is 0 or (>= 20 and <= 100_000), "0, or a whole number from 20 to 100000");

RootCommand root = new("Fits scaling laws to training runs, and says what they cannot know.") { runs, loss, parameters, tokens, unique, group, where, drop, order, bootstrap, budgets, minutes, seed, output };
root.SetAction((parsed, cancellationToken) => SampleProgram.Guarded(() => MainJob.Run(new ScalingLawsSettings
{
    Runs = parsed.GetValue(runs),
    Columns = new RunColumns(parsed.GetValue(loss), parsed.GetValue(parameters), parsed.GetValue(tokens), parsed.GetValue(unique), parsed.GetValue(group)),
    Where = parsed.GetValue(where)!,
    DropHighest = parsed.GetValue(drop),
    OrderBy = parsed.GetValue(order),
    Bootstrap = parsed.GetValue(bootstrap),
    Budgets = parsed.GetValue(budgets)!,
    Minutes = parsed.GetValue(minutes),
    Seed = parsed.GetValue(seed),
    Output = parsed.GetValue(output)!,
}, cancellationToken)));
return await SampleProgram.Run(root, args);
