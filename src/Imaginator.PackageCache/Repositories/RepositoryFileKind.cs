namespace Imaginator.PackageCache.Repositories;

/// <summary>The kind of a file of a package repository, according to its URL. The numbers are part of the files of the cache.</summary>
internal enum RepositoryFileKind
{
    /// <summary>An unknown kind, which is not cached.</summary>
    Other = 0,

    /// <summary>The file that describes all others, and changes with each of them: <c>InRelease</c>, <c>repomd.xml</c>.</summary>
    Index = 1,

    /// <summary>A package list or a package: an index determines its contents.</summary>
    Listed = 2,

    /// <summary>A file named by the hash of its contents.</summary>
    Immutable = 3,
}
