namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>What <c>(?flags)</c> switches on. <c>U</c> (laziness) changes nothing about which texts match.</summary>
[Flags]
internal enum RegexFlags
{
    None = 0,
    IgnoreCase = 1,
    MultiLine = 2,
    DotMatchesLineFeed = 4,
    Ungreedy = 8,
}
