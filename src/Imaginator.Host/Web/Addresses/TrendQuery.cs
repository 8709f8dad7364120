using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Addresses;

/// <summary>Selects the time of the dashboards. An invalid value is that of the default.</summary>
internal sealed record TrendQuery(TrendRange Range)
{
    private const string Parameter = "range";

    /// <summary>The length of the time.</summary>
    public TimeSpan Length => TimeSpan.FromDays(Range switch
    {
        TrendRange.Day => 1,
        TrendRange.Month => 30,
        TrendRange.Quarter => 90,
        _ => 7,
    });

    /// <summary>The length of a step, in whole hours.</summary>
    public TimeSpan Step => TimeSpan.FromHours(Range switch
    {
        TrendRange.Month => 6,
        TrendRange.Quarter => 24,
        _ => 1,
    });

    /// <summary>Reads the query of a request.</summary>
    public static TrendQuery Of(HttpRequest request) =>
        new(Enum.TryParse<TrendRange>(request.Query[Parameter].ToString(), ignoreCase: true, out var range) && Enum.IsDefined(range)
            ? range
            : default);

    /// <summary>The address of a page or of data for a range.</summary>
    public static string AddressOf(string path, TrendRange range) => $"{path}?{Parameter}={range.ToString().ToLowerInvariant()}";
}
