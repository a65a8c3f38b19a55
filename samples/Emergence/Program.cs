using System.CommandLine;
using System.Globalization;
using Emergence;

// dotnet run -c Release --project samples/Emergence -- --help
Option<string?> counts = new("--counts") { Description = "A CSV file with a problem's samples at a checkpoint a row. Default: train small models, sample them and use those." };
Option<string?> model = new("--model") { Description = "Column of models. Default: the first of model, model_name. Text as Pythia_410M_20B, model and tokens in one, needs no column of compute." };
Option<string?> compute = new("--compute") { Description = "Column of compute or tokens until the checkpoint. Default: the first of compute, flops, tokens and the like." };
Option<string?> task = new("--task") { Description = "Column of tasks. Default: one named task, benchmark or dataset, if there is one; else all is one task." };
Option<string?> problem = new("--problem") { Description = "Column of problems. Default: one named problem, prompt_idx and the like, if there is one." };
Option<string?> samples = new("--samples") { Description = "Column of samples graded, n. Default: the first of n, samples, num_samples." };
Option<string?> correct = new("--correct") { Description = "Column of samples that are right, c. Default: the first of c, correct, num_correct." };
Option<double> chance = new("--chance") { Description = "How often a guess is right, where the file has no column chance." };
Option<double?> now = new("--now") { Description = "Compute or tokens of the checkpoint that later ones are forecast from. Default: the one in the middle." };
Option<int> steps = new("--steps") { Description = "Steps of each training, without --counts.", DefaultValueFactory = _ => Trial.Steps };
Option<int[]> widths = new("--widths") { Description = "Widths of the models to train, each once, without --counts.", DefaultValueFactory = _ => [.. Trial.Widths], AllowMultipleArgumentsPerToken = true };
Option<int> bootstrap = new("--bootstrap") { Description = "Resamples for the intervals.", DefaultValueFactory = _ => 1000 };
Option<int> shuffles = new("--shuffles") { Description = "Worlds of shuffled grades for the control; 0 for none.", DefaultValueFactory = _ => 99 };
Option<int> seed = new("--seed") { Description = "Of the sums, the weights, the samples and the resamples.", DefaultValueFactory = _ => 1 };
Option<string> output = new("--output") { Description = "Folder for emergence.html, emergence.zip and, without --counts, emergence.csv.", DefaultValueFactory = _ => "." };
SampleProgram.Require(chance, value => double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number is >= 0 and < 1, "a number, 0 or more and less than 1");
SampleProgram.Require(now, value => double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number), "a positive number, as 2e10");
SampleProgram.Require(steps, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= Trial.FewestSteps and <= 100_000, $"a whole number from {Trial.FewestSteps} to 100000");
SampleProgram.Require(widths, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= 4 and <= 512 && number % 4 == 0, "multiples of 4 from 4 to 512");
SampleProgram.Require(bootstrap, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= 20 and <= 100_000, "a whole number from 20 to 100000");
SampleProgram.Require(shuffles, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= 0 and <= 100_000, "a whole number from 0 to 100000");

RootCommand root = new("Asks whether pass@k of an early checkpoint tells the pass@1 of a later one better than its pass@1 does.") { counts, model, compute, task, problem, samples, correct, chance, now, steps, widths, bootstrap, shuffles, seed, output };
root.SetAction((parsed, cancellationToken) => SampleProgram.Guarded(() => MainJob.Run(new EmergenceSettings
{
    Counts = parsed.GetValue(counts),
    Columns = new CountColumns(parsed.GetValue(model), parsed.GetValue(compute), parsed.GetValue(task), parsed.GetValue(problem), parsed.GetValue(samples), parsed.GetValue(correct)),
    Chance = parsed.GetValue(chance),
    Now = parsed.GetValue(now),
    Steps = parsed.GetValue(steps),
    Widths = [.. parsed.GetValue(widths)!.Distinct().Order()],
    Bootstrap = parsed.GetValue(bootstrap),
    Shuffles = parsed.GetValue(shuffles),
    Seed = parsed.GetValue(seed),
    Output = parsed.GetValue(output)!,
}, cancellationToken)));
return await SampleProgram.Run(root, args);
