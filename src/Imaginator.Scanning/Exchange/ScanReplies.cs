using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>Receives the replies to one request. Not thread-safe.</summary>
/// <param name="reader">The replies of the scanner process; untrusted.</param>
public sealed class ScanReplies(MessageReader reader)
{
    /// <summary>The maximum number of files in a message.</summary>
    internal const int MaximumFiles = 32;

    // In bytes; ScanResponder sends fewer characters.
    private const int LongestMessage = 16 * 1024;

    // The path of a directory that an image can have, and any name in it.
    private const int LongestLeftOut = TreeRules.MaximumPathLength + 1 + TreeRules.MaximumNameLength;

    /// <summary>Receives a scan.</summary>
    /// <param name="source">The source image of an overlay; otherwise null.</param>
    /// <param name="limits">The limits of the image.</param>
    /// <param name="receive">Receives the hashed files; each hash once.</param>
    /// <returns>
    /// The tree, whose structure is not checked, the number and size of the files that were read, and the files that were left out.
    /// </returns>
    /// <exception cref="MessageException">The scanner process sent something else.</exception>
    /// <exception cref="ScanException">The scan failed.</exception>
    /// <exception cref="OutOfMemoryException">The scanner process is out of memory.</exception>
    public (FileSystemTree Tree, long ReadFiles, long ReadBytes, SkippedFiles Skipped) ReadScan(
        FileSystemTree? source, ScanLimits limits, Action<IReadOnlyList<FoundFile>> receive)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(receive);
        var files = new Dictionary<ObjectHash, long>();
        while (true)
        {
            switch ((ReplyType)reader.ReadByte())
            {
                case ReplyType.Files:
                    var found = ReadFiles();
                    Add(files, found, limits);
                    receive(found);
                    break;
                case ReplyType.Tree:
                    return (
                        ScannedTreeCodec.Read(reader, source, files, limits),
                        (long)reader.ReadNumber(long.MaxValue),
                        (long)reader.ReadNumber(long.MaxValue),
                        ReadSkipped());
                case var other:
                    throw Failure(other);
            }
        }
    }

    /// <summary>Receives the paths that a scan leaves out.</summary>
    /// <exception cref="MessageException">The scanner process sent something else.</exception>
    /// <exception cref="ScanException">The search failed.</exception>
    /// <exception cref="OutOfMemoryException">The scanner process is out of memory.</exception>
    public IReadOnlyList<string> ReadLeftOut()
    {
        if ((ReplyType)reader.ReadByte() is var type && type != ReplyType.LeftOut)
        {
            throw Failure(type);
        }

        var paths = new List<string>();
        var count = reader.ReadNumber(int.MaxValue);
        var length = 0L;
        while ((ulong)paths.Count < count)
        {
            var path = reader.ReadText(LongestLeftOut);
            length += path.Length;
            paths.Add(length <= TreeRules.MaximumNamesLength ? path : throw new MessageException("the paths are too long"));
        }

        return paths;
    }

    private static void Add(Dictionary<ObjectHash, long> files, FoundFile[] found, ScanLimits limits)
    {
        foreach (var file in found)
        {
            if (!files.TryAdd(file.Hash, file.Length) || files.Count > limits.Files)
            {
                throw new MessageException("there is an object twice, or more objects than files");
            }
        }
    }

    private FoundFile[] ReadFiles()
    {
        var files = new FoundFile[(int)reader.ReadNumber(MaximumFiles)];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = FoundFile.Read(reader);
        }

        return files;
    }

    private SkippedFiles ReadSkipped()
    {
        var count = (long)reader.ReadNumber(long.MaxValue);
        var paths = new string[(int)reader.ReadNumber(SkippedFiles.MaximumPaths)];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = reader.ReadText(LongestLeftOut);
        }

        return new SkippedFiles(count, paths);
    }

    private Exception Failure(ReplyType type) => type switch
    {
        ReplyType.Failed => new ScanException(FileName.ToDisplay(reader.ReadText(LongestMessage))),
        ReplyType.OutOfMemory => new InsufficientMemoryException("the scan is out of memory"),
        _ => new MessageException($"an unexpected message of type {(byte)type}"),
    };
}
