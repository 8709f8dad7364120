using System.Buffers;
using Imaginator.Building.Packaging;

namespace Imaginator.PackageCache.Repositories;

/// <summary>Classifies files of package repositories (Debian and RPM, nested and flat) by their URLs.</summary>
internal static class RepositoryAddress
{
    private const int MaximumDepth = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly string[] IndexNames = ["InRelease", "Release", "repomd.xml"];
    private static readonly string[] ListDirectories = ["/dists/", "/pool/", "/repodata/"];
    private static readonly string[] ListNames = ["Packages", "Sources", "Contents-", "Release.gpg"];
    private static readonly string[] PackageEndings = [".deb", ".udeb", ".ddeb", ".rpm", ".drpm"];

    /// <summary>The kind of the file at a URL, for a build whose packager types declare files of repositories.</summary>
    public static RepositoryFileKind KindOf(Uri address, RepositoryPatterns declared)
    {
        var known = KindOf(address);
        if (known != RepositoryFileKind.Other)
        {
            return known;
        }

        return !IsOrdinary(address, out var name) ? RepositoryFileKind.Other
            : declared.IsIndex(name) ? RepositoryFileKind.Index
            : declared.IsFile(name) ? RepositoryFileKind.Listed
            : RepositoryFileKind.Other;
    }

    /// <summary>The kind of the file at a URL.</summary>
    public static RepositoryFileKind KindOf(Uri address)
    {
        if (!IsOrdinary(address, out var name))
        {
            return RepositoryFileKind.Other;
        }

        if (IndexNames.Contains(name, StringComparer.Ordinal))
        {
            return RepositoryFileKind.Index;
        }

        if (HashOf(address) is not null)
        {
            return RepositoryFileKind.Immutable;
        }

        var path = address.AbsolutePath;
        return ListDirectories.Any(part => path.Contains(part, StringComparison.Ordinal))
            || ListNames.Any(start => name.StartsWith(start, StringComparison.Ordinal))
            || PackageEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))
                ? RepositoryFileKind.Listed
                : RepositoryFileKind.Other;
    }

    /// <summary>The hash of the contents that is the name of a file, or its beginning; null for other names.</summary>
    public static NamedHash? HashOf(Uri address)
    {
        var path = address.AbsolutePath;
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        if (!path.Contains("/by-hash/", StringComparison.Ordinal))
        {
            var end = name.IndexOf('-');
            if (end <= 0 || !path.Contains("/repodata/", StringComparison.Ordinal))
            {
                return null;
            }

            name = name[..end];
        }

        return name.ContainsAnyExcept(HexDigits) ? null : NamedHash.Parse(name);
    }

    // The response to a URL with a query can be different for each client. No repository is that deep.
    private static bool IsOrdinary(Uri address, out string name)
    {
        var path = address.AbsolutePath;
        name = path[(path.LastIndexOf('/') + 1)..];
        return address.Query.Length == 0 && name.Length > 0 && path.AsSpan().Count('/') <= MaximumDepth;
    }

    /// <summary>The URL prefix of all files that an index describes.</summary>
    public static string RootOf(string index)
    {
        foreach (var part in (ReadOnlySpan<string>)["/dists/", "/repodata/"])
        {
            // A host has no slash: the match is in the path.
            if (index.IndexOf(part, StringComparison.Ordinal) is var start && start >= 0)
            {
                return index[..(start + 1)];
            }
        }

        return index[..(index.LastIndexOf('/') + 1)];
    }
}
