using System.Collections.Immutable;
using System.Net;
using Imaginator.Linux.Storage;

namespace Imaginator.Building.Sandboxing.Names;

/// <summary>How this machine resolves names: its <c>/etc/resolv.conf</c>.</summary>
/// <param name="Servers">The name servers, in the order of preference; at least one.</param>
/// <param name="SearchDomains">The domains that names without a dot are looked up in.</param>
internal sealed record BuilderResolver(ImmutableArray<IPAddress> Servers, ImmutableArray<string> SearchDomains)
{
    /// <summary>The usual path of the file.</summary>
    public const string UsualPath = "/etc/resolv.conf";

    // The C library asks no more.
    private const int MaximumServers = 3;
    private const int MaximumLength = 64 * 1024;

    /// <summary>Reads the file. A file that is missing or unreadable counts as empty.</summary>
    public static BuilderResolver Read(string path)
    {
        try
        {
            using var reader = new StreamReader(RegularFile.OpenRead(path));
            var text = new char[MaximumLength];
            return Parse(new string(text, 0, reader.ReadBlock(text)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Parse("");
        }
    }

    /// <summary>Parses the file. Lines that the C library ignores are ignored.</summary>
    public static BuilderResolver Parse(string text)
    {
        var servers = ImmutableArray.CreateBuilder<IPAddress>();
        ImmutableArray<string> search = [];
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var text4, ..] when IPAddress.TryParse(text4, out var address):
                    servers.Add(address);
                    break;
                case ["search" or "domain", .. var domains]:
                    // As in the C library, the last line counts.
                    search = [.. domains];
                    break;
            }
        }

        return new BuilderResolver(
            servers.Count == 0 ? [IPAddress.Loopback] : [.. servers.Take(MaximumServers)], search);
    }
}
