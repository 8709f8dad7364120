namespace Imaginator.PackageCache.Repositories;

/// <summary>What a file of a package repository is, as far as its address tells.</summary>
internal enum RepositoryFileKind
{
    /// <summary>None that is known: nothing is kept of it.</summary>
    Other,

    /// <summary>The file that tells what all others hold, and changes whenever one of them does: <c>InRelease</c>, <c>repomd.xml</c>.</summary>
    Index,

    /// <summary>A list of packages or a package: what it holds follows from an index.</summary>
    Listed,

    /// <summary>A file whose name is the hash of its contents.</summary>
    Immutable,
}
