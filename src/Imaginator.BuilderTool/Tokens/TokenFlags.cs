using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool.Tokens;

/// <summary>Flags of the commands for bearer tokens.</summary>
internal static class TokenFlags
{
    private const string Group = "Command";

    public static Flag<TokenRole> Role { get; } = new(
        "role",
        FlagTypes.OneOf(("view", TokenRole.View), ("build", TokenRole.Build), ("manage", TokenRole.Manage)),
        TokenRole.Build,
        "Permission for the streams: view (read), build (read and build) or manage (also cancel builds of other callers and change "
        + "images).")
    { Group = Group };

    public static Flag<TimeSpan> Lifetime { get; } = new(
        "lifetime", FlagTypes.Duration, TimeSpan.FromDays(90), "Time after which the token expires, at most 366 days.")
    { Group = Group };
}
