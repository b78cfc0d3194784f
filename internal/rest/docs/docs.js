// Redoc in Farebridge's colours. Everything comes from this server.
Redoc.init(
  "/openapi.yaml",
  {
    hideDownloadButton: true,
    hideHostname: false,
    jsonSampleExpandLevel: 3,
    pathInMiddlePanel: true,
    requiredPropsFirst: true,
    scrollYOffset: ".bar",
    sortTagsAlphabetically: false,
    theme: {
      colors: { primary: { main: "#0b5cad" }, success: { main: "#1a7f4b" }, text: { primary: "#1c2733" } },
      rightPanel: { backgroundColor: "#14202e" },
      sidebar: { backgroundColor: "#f5f7fa", textColor: "#1c2733", width: "270px" },
      typography: {
        fontSize: "15px",
        fontFamily: "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', sans-serif",
        headings: { fontFamily: "system-ui, -apple-system, 'Segoe UI', sans-serif", fontWeight: "600" },
        code: { fontFamily: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace", fontSize: "13px" },
      },
    },
  },
  document.getElementById("reference"),
);
