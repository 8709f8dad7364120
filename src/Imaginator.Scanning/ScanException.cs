using Imaginator.Scanning.Inodes;

namespace Imaginator.Scanning;

/// <summary>A tree could not be turned into an image. The message names the path inside the tree.</summary>
public sealed class ScanException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    public ScanException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ScanException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for a file that breaks a rule of images.</summary>
    /// <param name="path">Its path; empty for the root.</param>
    /// <param name="fault">The rule, as a clause about the file.</param>
    internal static ScanException OfRule(string path, string fault) => new(
        $"the image cannot have {PathNode.ToDisplay(path.Length == 0 ? "/" : path)}: it {fault}; remove it or exclude it with a filter line");
}
