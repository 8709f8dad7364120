namespace Imaginator.PackageCache.Repositories;

/// <summary>The kind of a file of a package repository, according to its URL.</summary>
internal enum RepositoryFileKind
{
    /// <summary>An unknown kind, which is not cached.</summary>
    Other,

    /// <summary>The file that describes all others, and changes with each of them: <c>InRelease</c>, <c>repomd.xml</c>.</summary>
    Index,

    /// <summary>A package list or a package: an index determines its contents.</summary>
    Listed,

    /// <summary>A file named by the hash of its contents.</summary>
    Immutable,
}
