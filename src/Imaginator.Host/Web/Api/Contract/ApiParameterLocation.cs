namespace Imaginator.Host.Web.Api.Contract;

/// <summary>Where a request has a parameter.</summary>
internal enum ApiParameterLocation
{
    /// <summary>In the path: one percent-encoded segment.</summary>
    Path,

    /// <summary>In the query.</summary>
    Query,

    /// <summary>In a header.</summary>
    Header,
}
