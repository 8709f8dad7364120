namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>How much was written.</summary>
/// <param name="Entries">The number of files, directories and links.</param>
/// <param name="Bytes">The sum of the files' sizes.</param>
internal sealed record TreeSize(int Entries, long Bytes);
