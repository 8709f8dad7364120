using System.Buffers;

namespace Imaginator.PackageCache.Repositories;

/// <summary>Classifies files of package repositories (Debian and RPM, nested and flat) by their URLs.</summary>
internal static class RepositoryAddress
{
    private const int MinimumHashDigits = 32; // MD5, in hexadecimal digits

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly string[] IndexNames = ["InRelease", "Release", "repomd.xml"];
    private static readonly string[] ListDirectories = ["/dists/", "/pool/", "/repodata/"];
    private static readonly string[] ListNames = ["Packages", "Sources", "Contents-", "Release.gpg"];
    private static readonly string[] PackageEndings = [".deb", ".udeb", ".ddeb", ".rpm", ".drpm"];

    /// <summary>The kind of the file at a URL.</summary>
    public static RepositoryFileKind KindOf(Uri address)
    {
        var path = address.AbsolutePath;
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (address.Query.Length > 0 || name.Length == 0)
        {
            // The response to a URL with a query can be different for each client.
            return RepositoryFileKind.Other;
        }

        if (IndexNames.Contains(name, StringComparer.Ordinal))
        {
            return RepositoryFileKind.Index;
        }

        if (IsNamedByHash(path, name))
        {
            return RepositoryFileKind.Immutable;
        }

        return ListDirectories.Any(part => path.Contains(part, StringComparison.Ordinal))
            || ListNames.Any(start => name.StartsWith(start, StringComparison.Ordinal))
            || PackageEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))
                ? RepositoryFileKind.Listed
                : RepositoryFileKind.Other;
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

    private static bool IsNamedByHash(string path, string name)
    {
        if (path.Contains("/by-hash/", StringComparison.Ordinal))
        {
            return IsHash(name);
        }

        return path.Contains("/repodata/", StringComparison.Ordinal)
            && name.IndexOf('-', StringComparison.Ordinal) is var end && end > 0 && IsHash(name.AsSpan(0, end));
    }

    private static bool IsHash(ReadOnlySpan<char> text) =>
        text.Length >= MinimumHashDigits && !text.ContainsAnyExcept(HexDigits);
}
