"use strict";
(function () {
  var chart = document.querySelector(".chart");
  var zoom = document.getElementById("zoom");
  zoom.addEventListener("input", function () { chart.style.width = zoom.value * 100 + "%"; });
  function near(id) {
    chart.querySelectorAll(".near").forEach(function (e) { e.classList.remove("near"); });
    chart.classList.toggle("focus", id !== null);
    if (id === null) { return; }
    var ids = [id];
    chart.querySelectorAll("line").forEach(function (line) {
      if (line.dataset.from === id || line.dataset.to === id) {
        line.classList.add("near");
        ids.push(line.dataset.from, line.dataset.to);
      }
    });
    chart.querySelectorAll(".b").forEach(function (bar) {
      if (ids.indexOf(bar.dataset.id) >= 0) { bar.classList.add("near"); }
    });
  }
  chart.querySelectorAll(".b").forEach(function (bar) {
    bar.addEventListener("mouseenter", function () { near(bar.dataset.id); });
    bar.addEventListener("mouseleave", function () { near(null); });
  });
})();
