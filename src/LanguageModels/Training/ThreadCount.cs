using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Another number of libtorch's threads for a while.</summary>
internal sealed class ThreadCount : IDisposable
{
    private readonly int? _before;

    public ThreadCount(int? threads)
    {
        if (threads is not int count)
            return;
        _before = get_num_threads();
        set_num_threads(count);
    }

    public void Dispose()
    {
        if (_before is int count)
            set_num_threads(count);
    }
}
