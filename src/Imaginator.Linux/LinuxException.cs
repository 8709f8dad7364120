using Imaginator.Files;

namespace Imaginator.Linux;

/// <summary>A system call failed. The message contains the call, the path and the cause.</summary>
public sealed class LinuxException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">
    /// The path or name that the call operated on, for display; empty if the object has no name.
    /// </param>
    public LinuxException(string call, string path, Errno error)
        : base($"{call}{(path.Length == 0 ? "" : " " + FileName.ToDisplay(path))}: {error.Describe()}")
    {
        Call = call;
        Path = path;
        Error = error;

        // As in .NET's exceptions: a plugin has a separate copy of this type, but its exceptions carry the same number.
        HResult = (int)error;
    }

    /// <summary>The name of the system call.</summary>
    public string Call { get; }

    /// <summary>The path or name that the call operated on; empty if the object has no name.</summary>
    public string Path { get; }

    /// <summary>The error number.</summary>
    public Errno Error { get; }
}
