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
    private readonly LargestItems _largestMetadata = new();
    private long _bytes;
    private long _files;
    private long _names;
    private long _namesLength;
    private long _metadataLength;

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
        if (++_names > limits.Names)
        {
            throw TooManyNames();
        }

        _namesLength += name.Length;
        if (_namesLength > TreeRules.MaximumNamesLength)
        {
            throw new ScanException(
                $"the names of all files have more than {ByteSize.Describe(TreeRules.MaximumNamesLength)}, which an image cannot "
                + $"hold; remove files; the largest directories: {DescribeDirectories()}");
        }
    }

    /// <summary>Counts the extended attributes and the link target of an inode that becomes part of the image.</summary>
    /// <param name="name">The name of the inode in the directory; empty for the directory itself.</param>
    /// <exception cref="ScanException">They are too long.</exception>
    public void AddMetadata(string directory, string name, Inode inode)
    {
        var length = TreeRules.MetadataLength(inode);
        if (_largestMetadata.Wants(length))
        {
            _largestMetadata.Add(PathNode.ToDisplay(name.Length == 0 && directory.Length > 0 ? directory : $"{directory}/{name}"), length);
        }

        _metadataLength += length;
        if (_metadataLength > TreeRules.MaximumMetadataLength)
        {
            throw TooMuchMetadata(_largestMetadata.Describe(ByteSize.Describe));
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

    /// <summary>The error for an image whose extended attributes and link targets are too long.</summary>
    /// <param name="largest">The files with the largest; null if they are not known.</param>
    public static ScanException TooMuchMetadata(string? largest = null) => new(
        "the extended attributes and link targets of all files have more than "
        + $"{ByteSize.Describe(TreeRules.MaximumMetadataLength)}, which an image cannot hold; remove files or exclude them with "
        + $"filter lines{(largest is null ? "" : $"; the largest: {largest}")}");

    private ScanException TooManyNames() => new(
        $"the image has too many names: more than {limits.Names.ToString(CultureInfo.InvariantCulture)} for at most "
        + $"{limits.Files.ToString(CultureInfo.InvariantCulture)} files (limit ImageFiles); remove hard links or exclude them with "
        + $"filter lines, or raise ImageFiles in the Limits of the stream; the largest directories: {DescribeDirectories()}");

    private ScanException TooManyFiles() => new(
        $"the image has too many files: more than {limits.Files.ToString(CultureInfo.InvariantCulture)} (limit ImageFiles); "
        + "remove files or exclude them with filter lines, or raise ImageFiles in the Limits of the stream; "
        + $"the largest directories: {DescribeDirectories()}");

    private string DescribeDirectories() => _largestDirectories.Describe(
        count => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "name" : "names")}"));
}
