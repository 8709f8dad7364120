namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>The number of written files, directories and links, and the total size of the files in bytes.</summary>
internal sealed record TreeSize(int Entries, long Bytes);
