using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;
using Imaginator.Quantities;

namespace Imaginator.Host.Access.Tokens;

/// <summary>A bearer token that a user requests. A null lifetime is the default.</summary>
internal sealed record TokenOrder(string Name, StreamRole Role, ImmutableArray<string> Streams, TimeSpan? Lifetime)
{
    /// <summary>The reason for which the order is invalid; null if it is valid.</summary>
    public string? FindFault()
    {
        if (!IsName(Name))
        {
            return $"invalid token name \"{Name}\"; use 1 to {TokenLimits.NameLength} letters, digits and the characters . _ -";
        }

        if (Role is not (StreamRole.View or StreamRole.Build or StreamRole.Manage))
        {
            return "the token has no role; use view, build or manage";
        }

        if (Streams.IsDefaultOrEmpty || Streams.Length > TokenLimits.Streams)
        {
            return $"the token has {(Streams.IsDefault ? 0 : Streams.Length)} streams; name 1 to {TokenLimits.Streams} streams or directories, "
                + $"or {CallerScope.AllStreams} for all streams";
        }

        if (Streams.FirstOrDefault(entry => !IsEntry(entry)) is { } invalid)
        {
            return $"invalid stream \"{invalid}\"; name a stream such as base/debian, a directory such as base/, or "
                + $"{CallerScope.AllStreams} for all streams";
        }

        return Lifetime is { } lifetime && (lifetime <= TimeSpan.Zero || lifetime > TokenLimits.MaximumLifetime)
            ? $"invalid lifetime {GoDuration.Format(lifetime)}; the maximum is {GoDuration.Format(TokenLimits.MaximumLifetime)}"
            : null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= TokenLimits.NameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsEntry(string entry) =>
        entry == CallerScope.AllStreams
        || (entry.Length <= TokenLimits.StreamLength && StreamName.IsValid(entry.EndsWith('/') ? entry[..^1] : entry));
}
