using System.Collections.Immutable;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Building.Sessions;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Stages.Commands;

/// <summary>The environment variables of commands in an image.</summary>
internal static class CommandEnvironment
{
    // The C library looks names without a dot up in these domains instead of those in /etc/resolv.conf, which is the image's.
    private const string SearchDomains = "LOCALDOMAIN";

    /// <summary>The variables that every command gets. Commands that must not depend on the build's variables get no others.</summary>
    public static ImmutableSortedDictionary<string, string> Basic()
    {
        var environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        environment["HOME"] = "/";
        environment["LOGNAME"] = "root";
        environment["USER"] = "root";
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        if (Environment.GetEnvironmentVariable("TZ") is { } zone)
        {
            environment["TZ"] = zone;
        }

        return environment.ToImmutable();
    }

    /// <summary>The variables of scripts and package installation: the basic ones, the stream's, the request's.</summary>
    public static ImmutableSortedDictionary<string, string> Of(BuildSession session, string? branch, string? commitId)
    {
        // As in expansion, later layers do not override earlier ones.
        var environment = Basic().ToBuilder();
        AddMissing(environment, session.Stream.Variables);
        AddMissing(environment, VariableScope.OfStreamName(session.Stream.Name));
        AddMissing(environment, session.Request.Variables);
        if (!string.IsNullOrEmpty(commitId))
        {
            environment["MANIFEST_GIT_COMMIT_ID"] = commitId;
        }

        if (!string.IsNullOrEmpty(branch))
        {
            environment["REQUESTED_GIT_BRANCH"] = branch;
        }

        return environment.ToImmutable();
    }

    /// <summary>Adds the search domains of this machine, if it has some.</summary>
    public static ImmutableSortedDictionary<string, string> WithSearchDomains(ImmutableSortedDictionary<string, string> environment)
    {
        var search = BuilderResolver.Read(BuilderResolver.UsualPath).SearchDomains;
        return search.IsEmpty || environment.ContainsKey(SearchDomains)
            ? environment
            : environment.Add(SearchDomains, string.Join(' ', search));
    }

    private static void AddMissing(
        ImmutableSortedDictionary<string, string>.Builder environment, IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            environment.TryAdd(name, value);
        }
    }
}
