namespace Imaginator.Host.Web.Addresses;

/// <summary>Addresses of the data that scripts of pages draw: JSON that can change with each version, unlike the API.</summary>
internal static class DataAddress
{
    /// <summary>The series of the dashboards.</summary>
    public const string Trend = "/data/trend";

    /// <summary>The durations of the builds of a stream, which is the query.</summary>
    public const string Durations = "/data/durations";

    /// <summary>The sizes of the images of a stream, which is the query.</summary>
    public const string ImageSizes = "/data/image-sizes";

    /// <summary>The dependency graph.</summary>
    public const string Graph = "/data/graph";
}
