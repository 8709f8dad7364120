namespace Imaginator.Host.Web.Addresses;

/// <summary>The time that the dashboards show. The members' names in lower case are parts of addresses.</summary>
internal enum TrendRange
{
    /// <summary>The last 7 days, by the hour.</summary>
    Week,

    /// <summary>The last 24 hours, by the hour.</summary>
    Day,

    /// <summary>The last 30 days, by 6 hours.</summary>
    Month,

    /// <summary>The last 90 days, by the day.</summary>
    Quarter,
}
