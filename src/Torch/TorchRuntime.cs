using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace ResearchML.Torch;

/// <summary>Makes libtorch load, also on a Linux whose libstdc++ is older than the one TorchSharp was built with.</summary>
/// <remarks>
/// <para>
/// TorchSharp 0.107 asks for symbol version GLIBCXX_3.4.32 (GCC 13), which Debian 12, Ubuntu 22.04 and RHEL 9 lack, although
/// it uses nothing of it. Where the ordinary load fails, a private copy that no longer insists on that version is loaded
/// instead. Where the ordinary load works, nothing here is ever called.
/// </para>
/// <para>
/// Programs need not call this class: the package adds a module initializer to them (MSBuild property
/// <c>ResearchMLTorchInitializer=false</c> switches that off), and every entry point of this package calls
/// <see cref="EnsureAvailable"/>.
/// </para>
/// </remarks>
public static class TorchRuntime
{
    private static int _registered;
    private static volatile bool _available;

    /// <summary>
    /// Hooks the resolution of LibTorchSharp. Cheap, never throws, loads neither TorchSharp nor libtorch; calls after the
    /// first do nothing.
    /// </summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) != 0)
            return;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += LibTorchSharpLoader.Resolve;
        // A plug-in host loads us, and TorchSharp with us, into a context of its own.
        AssemblyLoadContext? own = AssemblyLoadContext.GetLoadContext(typeof(TorchRuntime).Assembly);
        if (own is not null && own != AssemblyLoadContext.Default)
            own.ResolvingUnmanagedDll += LibTorchSharpLoader.Resolve;
    }

    /// <summary>Loads libtorch and makes one tensor, so that everything after it can rely on Torch.</summary>
    /// <exception cref="TorchUnavailableException">libtorch is missing or does not load; said anew at each call.</exception>
    public static void EnsureAvailable()
    {
        if (_available)
            return;
        Register();

        // Asked for here first, because TorchSharp's own attempt leaves a type that never initializes and prints its trace.
        Assembly torchSharp = typeof(torch).Assembly;
        if (!NativeLibrary.TryLoad(LibTorchSharpLoader.LibraryName, torchSharp, null, out _))
            throw Unavailable(torchSharp, LibTorchSharpLoader.FailureReason(torchSharp), null);
        try
        {
            MakeTensor();
        }
        catch (Exception exception)
        {
            throw Unavailable(torchSharp, exception.GetBaseException().Message, exception);
        }
        _available = true;
    }

    [ModuleInitializer]
    internal static void RegisterOnLoad() => Register();

    // Not inlined: the caller's try block has to surround TorchSharp's type initializers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeTensor()
    {
        using torch.Tensor probe = torch.zeros(1, device: torch.CPU);
    }

    private static TorchUnavailableException Unavailable(Assembly torchSharp, string reason, Exception? inner)
    {
        string version = torchSharp.GetName().Version?.ToString(3) ?? "of the same version as TorchSharp";
        string cuda = OperatingSystem.IsWindows() ? "TorchSharp-cuda-windows" : "TorchSharp-cuda-linux";
        return new TorchUnavailableException(
            $"libtorch, the native library behind TorchSharp {version}, did not load. Add the package TorchSharp-cpu {version} "
            + $"to the program (dotnet add package TorchSharp-cpu --version {version}), or {cuda} {version} for an NVIDIA GPU. "
            + $"Reason: {reason}",
            inner);
    }
}
