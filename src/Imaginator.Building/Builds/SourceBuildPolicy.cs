using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Builds;

/// <summary>
/// Decides about the inputs that a stream chooses for a new image of its source stream. The author of a manifest, and a requestor
/// without permission for the source stream, control only their own images: their inputs never become the newest image of the
/// source stream.
/// </summary>
/// <remarks>
/// <code>
/// variable that the source stream declares, with a value that matches  -> accepted; the image is public
/// declared, but the value does not match                               -> refused
/// not declared, dangerous (BASH_ENV, LD_PRELOAD ...)                   -> refused
/// not declared, from the request, of a stream with declarations        -> dropped: the stream ignores it
/// without effect on the source stream                                  -> dropped, unless the requestor has permission for it
/// not declared otherwise; a branch or commit                           -> the image is private, unless the requestor has
///                                                                         permission for the source stream
/// </code>
/// A bootstrap stream uses only the variables in its command, and they must be declared.
/// </remarks>
public static class SourceBuildPolicy
{
    /// <summary>Decides how a source image is built.</summary>
    /// <param name="consumer">The request whose build needs the source image.</param>
    /// <param name="source">The request for the source image; see <see cref="SourceImageRequest"/>.</param>
    /// <param name="stream">The stream of the source image.</param>
    /// <param name="requestorMayBuild">Whether the requestor has permission for the stream of the source image.</param>
    /// <exception cref="ImaginatorException">The stream does not accept a variable.</exception>
    public static SourceBuildDecision Decide(
        BuildRequest consumer, BuildRequest source, StreamDefinition stream, bool requestorMayBuild)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(stream);
        var effective = source.Variables.Where(variable => HasEffect(stream, variable.Key)).ToList();
        ThrowIfRefused(stream, effective);
        var foreign = new ForeignInputs(
            effective.Where(variable => IsForeign(consumer, stream, variable)).ToImmutableSortedDictionary(StringComparer.Ordinal),
            stream is BootstrapStream ? "" : source.GitBranch ?? "");

        // A requestor with permission could request the same, except for variables that the stream does not declare.
        var isPrivate = !foreign.IsEmpty
            && (!requestorMayBuild || (stream.RequestVariables is not null && !foreign.Variables.IsEmpty));
        return new SourceBuildDecision(
            source with
            {
                Variables = Accepted(source, stream, foreign, requestorMayBuild),
                Private = isPrivate ? OutputOf(consumer, source) : null,
                // The user that an image was built for can delete it.
                RequestedBy = isPrivate || requestorMayBuild ? source.RequestedBy : "",
            },
            foreign);
    }

    /// <summary>The location of the source image if it is private. It depends on all chosen inputs, and on nothing else.</summary>
    public static PrivateOutput OutputOf(BuildRequest consumer, BuildRequest source)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        ArgumentNullException.ThrowIfNull(source);
        var owner = consumer.Private?.Consumer ?? consumer.StreamName;
        return new PrivateOutput(
            owner, PrivateStream.NameOf(owner, source.StreamName, source.Variables, source.GitBranch));
    }

    private static void ThrowIfRefused(StreamDefinition stream, List<KeyValuePair<string, string>> variables)
    {
        var fault = RequestVariableRules.FindDangerous(stream, variables)
            ?? variables.Select(variable => RequestVariableRules.FindFault(stream, variable.Key, variable.Value)
                ?? (stream is BootstrapStream && !RequestVariableRules.IsDeclared(stream, variable.Key)
                    ? RequestVariableRules.Undeclared(stream, variable.Key)
                    : null))
                .FirstOrDefault(found => found is not null);
        if (fault is not null)
        {
            throw new ImaginatorException(fault);
        }
    }

    /// <summary>A stream with declarations ignores the other variables of a request; those of a manifest are meant for it.</summary>
    private static bool IsForeign(BuildRequest consumer, StreamDefinition stream, KeyValuePair<string, string> variable) =>
        !RequestVariableRules.IsDeclared(stream, variable.Key)
        && (stream.RequestVariables is null
            || !consumer.Variables.TryGetValue(variable.Key, out var requested) || requested != variable.Value);

    /// <summary>
    /// The variables of the build, which it passes on to its own source image. Those without effect were not checked: the source
    /// stream of this one would use them, and this image, which can be public, would be built on the result. So a public image for
    /// a requestor without permission gets declared variables only.
    /// </summary>
    private static ImmutableSortedDictionary<string, string> Accepted(
        BuildRequest source, StreamDefinition stream, ForeignInputs foreign, bool requestorMayBuild) =>
        source.Variables.RemoveRange(source.Variables.Keys.Where(name =>
            (!requestorMayBuild && !HasEffect(stream, name))
            || (stream.RequestVariables is { } declared && !declared.ContainsKey(name) && !foreign.Variables.ContainsKey(name))));

    /// <summary>Variables of the stream override those of requests, and a bootstrap command has no others than its own.</summary>
    private static bool HasEffect(StreamDefinition stream, string name) =>
        !stream.Variables.ContainsKey(name)
        && !VariableScope.IsOfStreamName(name)
        && (stream is not BootstrapStream bootstrap
            || bootstrap.BootstrapCommand.Any(argument => VariableExpander.References(argument).Contains(name)));
}
