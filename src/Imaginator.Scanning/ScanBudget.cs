using System.Globalization;
using Imaginator.Images;
using Imaginator.Quantities;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Scanning;

/// <summary>Counts what a walk finds, and ends it when the image exceeds a limit. Not thread-safe.</summary>
internal sealed class ScanBudget(ScanLimits limits)
{
    private readonly LargestItems _largestFiles = new();
    private readonly LargestItems _largestDirectories = new();
    private long _bytes;
    private long _files;
    private long _namesLength;

    /// <summary>The number of names of one directory that are read at most: with more, a limit is exceeded.</summary>
    public long MaximumNames => limits.Files;

    /// <summary>The sum of the lengths of the names of one directory that are read at most.</summary>
    public static long MaximumNamesLength => TreeRules.MaximumNamesLength;

    /// <summary>Counts the names of a directory, before they are looked at.</summary>
    /// <exception cref="ScanException">There are too many.</exception>
    public void AddDirectory(string path, IReadOnlyList<string> names)
    {
        if (_largestDirectories.Wants(names.Count))
        {
            _largestDirectories.Add(PathNode.ToDisplay(path.Length == 0 ? "/" : path), names.Count);
        }

        if (names.Count > limits.Files)
        {
            throw TooManyFiles();
        }
    }

    /// <summary>Counts an inode that becomes part of the image.</summary>
    /// <exception cref="ScanException">There are too many.</exception>
    public void AddFile()
    {
        if (++_files > limits.Files)
        {
            throw TooManyFiles();
        }
    }

    /// <summary>Counts a name that becomes part of the image.</summary>
    /// <exception cref="ScanException">There are too many.</exception>
    public void AddName(string name)
    {
        _namesLength += name.Length;
        if (_namesLength > TreeRules.MaximumNamesLength)
        {
            throw new ScanException(
                $"the names of all files have more than {ByteSize.Describe(TreeRules.MaximumNamesLength)}, which an image cannot "
                + $"hold; remove files; the largest directories: {DescribeDirectories()}");
        }
    }

    /// <summary>Counts the contents of a file: its length, holes included.</summary>
    /// <exception cref="ScanException">There are too many bytes.</exception>
    public void AddBytes(string directory, string name, ulong size)
    {
        var length = (long)Math.Min(size, long.MaxValue / 2);
        if (_largestFiles.Wants(length))
        {
            _largestFiles.Add(PathNode.ToDisplay($"{directory}/{name}"), length);
        }

        _bytes = Math.Min(_bytes + length, long.MaxValue / 2);
        if (_bytes > limits.Bytes)
        {
            throw new ScanException(
                $"the image is too large: its files have more than {ByteSize.Describe(limits.Bytes)} (limit ImageSize); "
                + "remove files or exclude them with filter lines, or raise ImageSize in the Limits of the stream; "
                + $"the largest files: {_largestFiles.Describe(ByteSize.Describe)}");
        }
    }

    private ScanException TooManyFiles() => new(
        $"the image has too many files: more than {limits.Files.ToString(CultureInfo.InvariantCulture)} (limit ImageFiles); "
        + "remove files or exclude them with filter lines, or raise ImageFiles in the Limits of the stream; "
        + $"the largest directories: {DescribeDirectories()}");

    private string DescribeDirectories() => _largestDirectories.Describe(
        count => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "name" : "names")}"));
}
