namespace Imaginator.PackageCache.Storage;

/// <summary>An index in the <see cref="IndexTable"/>, whose lock guards it.</summary>
internal sealed class IndexEntry(string path, string root, FileHead head, long length, DateTime writtenAt)
{
    public string Path => path;

    /// <summary>The beginning of the URLs of all files that the index describes.</summary>
    public string Root => root;

    public FileHead Head => head;

    /// <summary>The length of its file; with <see cref="WrittenAt"/>, it shows whether the file was replaced.</summary>
    public long Length => length;

    public DateTime WrittenAt => writtenAt;

    /// <summary>The first command that used it.</summary>
    public Guid FirstUser { get; set; }

    /// <summary>Whether several commands used it: those of one command go first.</summary>
    public bool IsShared { get; set; }

    /// <summary>The position of the last use in the sequence of all uses.</summary>
    public long LastUse { get; set; }
}
