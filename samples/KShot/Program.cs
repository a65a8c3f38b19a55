using System.CommandLine;
using System.Globalization;
using KShot;

// dotnet run -c Release --project samples/KShot -- --help
Option<int> seed = new("--seed") { Description = "Of the answers, the examples, the weights and the order.", DefaultValueFactory = _ => 1 };
Option<int> steps = new("--steps") { Description = "Steps of each training.", DefaultValueFactory = _ => Trial.Steps };
Option<DataKind> data = new("--data") { Description = "Fixed: 1,024 examples, again and again. Fresh: new ones in every step." };
Option<string> output = new("--output") { Description = "Folder for k-shot.html and k-shot.csv.", DefaultValueFactory = _ => "." };
SampleProgram.Require(steps, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 100_000, "a whole number from 1 to 100000");

RootCommand root = new("Trains for pass@k on data whose truth is known, beside next-token training with and without the link.") { seed, steps, data, output };
root.SetAction((parsed, cancellationToken) => SampleProgram.Guarded(() => MainJob.Run(new KShotSettings
{
    Seed = parsed.GetValue(seed),
    Steps = parsed.GetValue(steps),
    Data = parsed.GetValue(data),
    Output = parsed.GetValue(output)!,
}, cancellationToken)));
return await SampleProgram.Run(root, args);
