using System.Text.RegularExpressions;

namespace ResearchML.Architecture.Tests;

/// <summary>Finds calls that make a tensor and name no device: on a machine with a GPU they would land on the CPU, and no test here would fail.</summary>
internal static partial class TensorFactoryScanner
{
    /// <summary>The offending calls, as they stand in the source.</summary>
    public static IEnumerable<string> FindWithoutDevice(string source)
    {
        string code = Ignored().Replace(source, m => new string(' ', m.Length));
        foreach (Match call in Factory().Matches(code))
        {
            int open = call.Index + call.Length - 1, close = Close(code, open);
            if (!NamesDevice().IsMatch(code[open..close]))
                yield return source[call.Index..Math.Min(close + 1, source.Length)];
        }
    }

    private static int Close(string code, int open)
    {
        int depth = 0;
        for (int i = open; i < code.Length; i++)
        {
            depth += code[i] is '(' ? 1 : code[i] is ')' ? -1 : 0;
            if (depth == 0)
                return i;
        }
        return code.Length;
    }

    // Bare, through using static, or on torch; a method of a tensor (x.zeros_like) takes its device from it.
    [GeneratedRegex(@"(?<![\w.])((TorchSharp\s*\.\s*)?torch\s*\.\s*)?(zeros|ones|empty|full|arange|linspace|logspace|eye|rand|randn|randint|randperm|tensor|from_array|as_tensor|frombuffer)\s*(<[^<>()]*>)?\s*\(")]
    private static partial Regex Factory();

    [GeneratedRegex(@"\b(device|Device|_device|CPU|CUDA|META)\b", RegexOptions.None)]
    private static partial Regex NamesDevice();

    // Comments, characters, verbatim strings, and plain ones. Interpolated strings stay: their holes are code.
    [GeneratedRegex("""//[^\n]*|/\*[\s\S]*?\*/|(?<!\$)@"(""|[^"])*"|(?<![$@"])"(\\.|[^"\\\n])*"(?!")|'(\\.|[^'\\])'""")]
    private static partial Regex Ignored();
}
