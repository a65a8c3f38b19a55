namespace ResearchML.LanguageModels;

/// <summary>Tells a file that another holder has from one that cannot be opened for any other reason.</summary>
internal static class FileSharing
{
    private const int LinuxTryAgain = 11, MacTryAgain = 35, WindowsViolation = unchecked((int)0x80070020); // EAGAIN of flock, ERROR_SHARING_VIOLATION

    /// <summary>Whether the file could not be opened because it is open elsewhere, in this process or another.</summary>
    public static bool IsRefused(IOException exception) =>
        exception.HResult == (OperatingSystem.IsWindows() ? WindowsViolation : OperatingSystem.IsMacOS() ? MacTryAgain : LinuxTryAgain);
}
