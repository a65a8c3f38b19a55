using System.CommandLine;
using ResearchML.LanguageModels;
using ResearchML.Torch;
using Spectre.Console;

namespace ResearchML.Samples;

/// <summary>What every sample's command line does alike.</summary>
internal static class SampleProgram
{
    private const int WidthOfFiles = 140;

    /// <summary>Parses, runs and waits; Ctrl+C gives the work half a minute to end by itself.</summary>
    public static Task<int> Run(RootCommand root, string[] args)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = WidthOfFiles;
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }

    /// <summary>An option's value that is out of range is an error before anything starts.</summary>
    public static void Require(Option option, Func<string, bool> holds, string expected) => option.Validators.Add(result =>
    {
        if (result.Tokens.FirstOrDefault(token => !holds(token.Value)) is { } odd)
            result.AddError($"{option.Name} must be {expected}, but is '{odd.Value}'.");
    });

    /// <summary>Does the work; what a user can mend is one line and exit code 1, and a cancelled run is no error.</summary>
    public static Task<int> Guarded(Func<int> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("[yellow]Cancelled. Nothing was saved.[/]");
            return Task.FromResult(130);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException or ArgumentException or FormatException or CheckpointException or TorchUnavailableException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message.ReplaceLineEndings(" ")}[/]");
            return Task.FromResult(1);
        }
    }
}
